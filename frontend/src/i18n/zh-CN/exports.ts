export default {
  exports: { running: '导出中 {n}%', rows: '已导出 {n} 行', ready: '已下载 {name}', failed: '导出没有完成，请再试一次', xlsx: 'Excel 表格（XLSX）', csv: 'CSV 文本' },
}
