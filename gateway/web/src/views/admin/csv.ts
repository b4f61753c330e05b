// CSV (RFC 4180): fields between commas, semicolons or tabs, quotes doubled within quotes.

/** Lines with their fields. Empty lines are left out. */
export function parse(text: string): string[][] {
  const clean = text.replace(/^\uFEFF/, '')
  const [header = ''] = clean.split(/\r?\n/, 1)
  const separator = [';', '\t'].find((each) => header.includes(each) && !header.includes(',')) ?? ','
  const lines: string[][] = []
  let fields: string[] = []
  let field = ''
  let quoted = false
  for (let at = 0; at < clean.length; at++) {
    const letter = clean[at]!
    if (quoted) {
      if (letter !== '"') field += letter
      else if (clean[at + 1] === '"') field += clean[++at]!
      else quoted = false
    } else if (letter === '"' && field === '') quoted = true
    else if (letter === separator) {
      fields.push(field)
      field = ''
    } else if (letter === '\n') {
      lines.push([...fields, field.replace(/\r$/, '')])
      fields = []
      field = ''
    } else field += letter
  }
  if (field !== '' || fields.length > 0) lines.push([...fields, field.replace(/\r$/, '')])
  return lines.filter((line) => line.some((each) => each.trim() !== ''))
}

/** Lines by the names of their columns, in small letters. */
export function records(text: string): Record<string, string>[] {
  const [header = [], ...lines] = parse(text)
  const names = header.map((name) => name.trim().toLowerCase())
  return lines.map((line) => Object.fromEntries(names.map((name, index) => [name, (line[index] ?? '').trim()])))
}
