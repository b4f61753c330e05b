import { useEffect, useState } from 'preact/hooks'

const PAUSE_MS = 250

/** A field whose text goes to its caller a moment after somebody stops typing. */
export function FilterBox({ label, value, onChange }: { label: string; value: string; onChange: (text: string) => void }) {
  const [text, setText] = useState(value)
  useEffect(() => {
    if (text.trim() === value) return
    const timer = setTimeout(() => onChange(text.trim()), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [text])
  useEffect(() => {
    if (value !== text.trim()) setText(value)
  }, [value])
  return (
    <label class="filter-box">
      <span class="hidden">{label}</span>
      <input type="search" placeholder={label} value={text} onInput={(event) => setText(event.currentTarget.value)} />
    </label>
  )
}
