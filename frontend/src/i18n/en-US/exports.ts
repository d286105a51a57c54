export default {
  exports: { running: 'Exporting {n}%', rows: '{n} rows', xlsx: 'Workbook (XLSX)', csv: 'CSV text', ready: 'Downloaded {name}', failed: 'The export did not finish; try again' },
}
