/** 使用说明 */
export default {
  help: { title: '使用说明', open: '使用说明', contents: '目录', minutes: '约 {n} 分钟读完', print: '打印', top: '回到目录', back: '回到工作页', go: '打开：{page}', figure: '图 {n}　{text}', note: '注意', sample: '图中均为示范区样例数据。' },
}
