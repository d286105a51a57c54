export default {
  exports: { running: 'Exporting {n}%', ready: 'Downloaded {name}', failed: 'The export did not finish; try again' },
}
