/** 下载简报和通报 */
export default {
  papers: { take: '下载', docx: 'Word 文档（.docx）', pdf: 'PDF 文档', xlsx: 'Excel 表格（.xlsx）', making: '正在生成…', note: '文件带有下载人和时间的水印，下载记入留痕。' },
}
