export default {
  answers: {
    title: '常见问题',
    hint: '先看看有没有答案，没有再反映。',
    search: '写问题或一两个字',
    none: '没有找到',
    noneText: '换个说法再找，或者直接反映，会有人办理。',
    from: '{unit} · {day} 更新',
    report: '没有解决，我要反映',
    link: '常见问题',
    maybe: '也许这里已有答案',
    maybeText: '没有解决的，请继续填写。',
  },
}
