export default {
  files: {
    title: '附件', add: '添加附件', camera: '拍照', letGo: '松开即可添加', hint: '最多 {n} 个，每个不超过 {size}', drag: '；可以拖进来或粘贴', sent: '已上传', again: '重传', remove: '移除 {name}', pasted: '粘贴的图片',
    tooMany: '最多 {n} 个附件，多出的没有添加', tooBig: '超过 {size}，没有上传', offline: '网络断开，没有传完', failed: '没有传上去', wait: '附件还在上传，传完就能提交',
    show: '查看 {name}', save: '保存', place: '{n} / {all}', prev: '上一张', next: '下一张', full: '原大小', loading: '正在打开…', notShown: '图片打不开，请保存后查看', gone: '保存期已满，已清除', count: '{n} 个',
    of: { said: '来电人提供', reply: '答复所附', way: '办理过程' },
  },
}
