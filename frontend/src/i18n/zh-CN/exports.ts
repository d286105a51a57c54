export default {
  exports: { running: '导出中 {n}%', rows: '已导出 {n} 行', ready: '已下载 {name}', failed: '导出没有完成，请再试一次', xlsx: 'Excel 表格（XLSX）', csv: 'CSV（Excel、WPS）', gb18030: 'CSV（GB18030，旧系统）', cancel: '取消导出', cancelled: '已取消导出' },
}
