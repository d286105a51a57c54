export default {
  help: { title: 'Guide', open: 'Guide', contents: 'Contents', minutes: '{n} minutes to read', print: 'Print', top: 'Contents', back: 'Back to work', go: 'Open: {page}', figure: 'Figure {n}　{text}', note: 'Note', sample: 'The pictures show made-up data of a sample district.' },
}
