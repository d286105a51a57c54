package paper

import "fmt"

// portrait is the sheet of the brief, A4 that stands; landscape that of the annex.
func portrait() string { return sheetOf(11906, 16838, "", 794, 1134, 794, 1247) }

func landscape() string { return sheetOf(16838, 11906, ` w:orient="landscape"`, 680, 680, 794, 680) }

func sheetOf(w, h int, lying string, top, right, bottom, left int) string {
	return fmt.Sprintf(`<w:sectPr><w:headerReference w:type="default" r:id="rId%d"/><w:headerReference w:type="even" r:id="rId%d"/><w:footerReference w:type="default" r:id="rId%d"/><w:footerReference w:type="even" r:id="rId%d"/>`+
		`<w:type w:val="nextPage"/><w:pgSz w:w="%d" w:h="%d"%s/><w:pgMar w:top="%d" w:right="%d" w:bottom="%d" w:left="%d" w:header="340" w:footer="397" w:gutter="0"/></w:sectPr>`,
		linkHeaderOdd, linkHeaderEven, linkFooterOdd, linkFooterEven, w, h, lying, top, right, bottom, left)
}

// figures writes one chart, or two beside each other, under their captions.
func (d *document) figures(list []picture) {
	if len(list) == 1 {
		d.paragraph(styleCaption, list[0].Caption)
		d.put(`<w:p><w:pPr><w:pStyle w:val="%s"/></w:pPr>%s</w:p>`, styleFigure, d.picture(list[0]))
		return
	}
	const second = 4595 // as wide as the picture, so that it ends at the margin
	columns := [2]int{standWide - second, second}
	d.put(`<w:tbl><w:tblPr><w:tblW w:w="%d" w:type="dxa"/><w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar><w:tblLook w:val="0000"/></w:tblPr><w:tblGrid>`, standWide)
	for _, w := range columns {
		d.put(`<w:gridCol w:w="%d"/>`, w)
	}
	d.put(`</w:tblGrid><w:tr><w:trPr><w:cantSplit/></w:trPr>`)
	for i, p := range list {
		d.put(`<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/></w:tcPr><w:p><w:pPr><w:pStyle w:val="%s"/></w:pPr>%s</w:p><w:p><w:pPr><w:pStyle w:val="%s"/></w:pPr>%s</w:p></w:tc>`,
			columns[i], styleCaption, words(p.Caption, ""), styleFigure, d.picture(p))
	}
	d.put(`</w:tr></w:tbl>`)
	d.gap()
}

// picture takes a picture into the file and stands it in the line.
func (d *document) picture(p picture) string {
	const perMM = 36000
	d.pictures = append(d.pictures, p)
	n := len(d.pictures)
	w, h := int(millimetres(p.w)*perMM), int(millimetres(p.h)*perMM)
	return fmt.Sprintf(`<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="%d" cy="%d"/><wp:docPr id="%d" name="Picture %d" descr="%s"/>`+
		`<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:nvPicPr><pic:cNvPr id="%d" name="image%d.emf"/><pic:cNvPicPr/></pic:nvPicPr>`+
		`<pic:blipFill><a:blip r:embed="rId%d"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="%d" cy="%d"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>`,
		w, h, n, n, escape(p.alt), n, n, linkPicture+n-1, w, h)
}
