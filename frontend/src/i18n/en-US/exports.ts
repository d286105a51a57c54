export default {
  exports: { running: 'Exporting {n}%', rows: '{n} rows', xlsx: 'Workbook (XLSX)', csv: 'CSV (Excel, WPS)', gb18030: 'CSV (GB18030, older programs)', cancel: 'Cancel the export', cancelled: 'Export cancelled', ready: 'Downloaded {name}', failed: 'The export did not finish; try again' },
}
