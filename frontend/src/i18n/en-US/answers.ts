export default {
  answers: {
    title: 'Questions and answers',
    hint: 'The answer may be here already.',
    search: 'Your question, or a word of it',
    none: 'Nothing found',
    noneText: 'Put it another way, or report it and somebody will see to it.',
    from: '{unit} · {day}',
    report: 'Not solved: report it',
    link: 'Questions and answers',
    maybe: 'The answer may be here already',
    maybeText: 'If not, please go on.',
  },
}
