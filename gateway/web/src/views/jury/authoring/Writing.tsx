// A statement that is written, with a preview beside it.
import { useEffect, useState } from 'preact/hooks'
import { Statement } from '../../../parts/Statement.tsx'
import { words } from './words.ts'
import './authoring.css'

const TYPING_MS = 200

interface Given {
  problem: string
  text: string
  format: 'latex' | 'markdown'
  language: string
  onInput: (text: string) => void
}

export function Writing({ problem, text, format, language, onInput }: Given) {
  return (
    <div class="author-writing">
      <div class="field">
        <label for="statement">{words().statement}</label>
        <textarea id="statement" name="statement" rows={18} required maxLength={200_000} spellcheck lang={language} value={text} onInput={(event) => onInput(event.currentTarget.value)} />
      </div>
      <section aria-label={words().preview}>
        <b>{words().preview}</b>
        {format === 'latex' ? <p class="hint">{words().latexPreview}</p> : <Preview problem={problem} text={text} language={language} />}
      </section>
    </div>
  )
}

function Preview({ problem, text, language }: { problem: string; text: string; language: string }) {
  const [html, setHtml] = useState('')
  useEffect(() => {
    let latest = true
    const timer = setTimeout(() => {
      void import('./markdown.ts').then(({ preview }) => latest && setHtml(preview(text, problem)))
    }, TYPING_MS)
    return () => {
      latest = false
      clearTimeout(timer)
    }
  }, [text, problem])
  return (
    <>
      <div class="author-preview">{text.trim() ? <Statement html={html} language={language} level={4} /> : <p class="hint">{words().empty}</p>}</div>
      <p class="hint">{words().previewHint}</p>
    </>
  )
}
