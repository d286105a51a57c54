export default {
  exports: { running: '导出中 {n}%', ready: '已下载 {name}', failed: '导出没有完成，请再试一次' },
}
