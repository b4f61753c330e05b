// Markdown as the platform will show it, nearly: for a preview while somebody types. Loaded when it is needed.
import DOMPurify from 'dompurify'
import { Marked, type TokenizerAndRendererExtension } from 'marked'

/** `$$…$$` for itself, `$…$` within a line: TeX, which the page sets. */
function formula(name: string, level: 'block' | 'inline', pattern: RegExp, tag: 'div' | 'span'): TokenizerAndRendererExtension {
  return {
    name,
    level,
    // of a block: only where a line begins so, else every dollar sign would end its paragraph
    start: (source) => (level === 'block' ? /^\$\$/m.exec(source)?.index : source.indexOf('$')),
    tokenizer(source) {
      const match = pattern.exec(source)
      return match ? { type: name, raw: match[0], text: match[1]!.trim() } : undefined
    },
    renderer: (token) => `<${tag} class="math ${level}">${escaped(String(token['text']))}</${tag}>`,
  }
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

const marked = new Marked({
  extensions: [
    formula('displayed', 'block', /^\$\$([^$]+)\$\$(?:\n|$)/, 'div'),
    formula('formula', 'inline', /^\$(?![\s$])((?:[^$\\\n]|\\.)+?)(?<!\s)\$(?!\d)/, 'span'),
  ],
})

/** Clean HTML. Pictures of the problem have their addresses on the platform. */
export function preview(text: string, problem: string): string {
  const made = marked.parse(text, { async: false })
  const clean = DOMPurify.sanitize(made, { FORBID_TAGS: ['style', 'form', 'input', 'button', 'svg', 'math'], FORBID_ATTR: ['style', 'id', 'name'], RETURN_DOM_FRAGMENT: true })
  for (const picture of clean.querySelectorAll('img')) {
    const name = (picture.getAttribute('src') ?? '').split('/').at(-1) ?? ''
    picture.setAttribute('src', `/api/v1/problems/${encodeURIComponent(problem)}/attachments/${encodeURIComponent(name)}`)
  }
  const holder = document.createElement('div')
  holder.append(clean)
  return holder.innerHTML
}
