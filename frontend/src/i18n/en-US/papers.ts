/** Taking briefs and bulletins out. */
export default {
  papers: { take: 'Download', docx: 'Word document (.docx)', pdf: 'PDF document', xlsx: 'Excel workbook (.xlsx)', making: 'Being made…', note: 'The file carries who took it and when, and the taking is on record.' },
}
