/** Puts the focus on the first field of a dialog that has opened, unless somebody was faster and writes in one already. */
export function focusFirst(form: string, fields = 'input:checked, textarea, input'): void {
  if (document.activeElement?.matches('input, textarea, select') && document.activeElement.closest(form)) return
  document.querySelector<HTMLElement>(`${form} :is(${fields})`)?.focus()
}
