import { useEffect, useState } from 'preact/hooks'
import { words } from './words.ts'

type Theme = 'light' | 'dark'

/** Starts with what the system prefers; a choice made here is kept. */
export function ThemeButton() {
  const [theme, setTheme] = useState<Theme>(() => {
    const kept = localStorage.getItem('theme')
    if (kept === 'light' || kept === 'dark') return kept
    return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'
  })
  useEffect(() => {
    document.documentElement.dataset['theme'] = theme
  }, [theme])
  const other: Theme = theme === 'dark' ? 'light' : 'dark'
  const choose = () => {
    localStorage.setItem('theme', other)
    setTheme(other)
  }
  return (
    <button type="button" class="quiet" onClick={choose} aria-label={words().useColours[other]}>
      {theme === 'dark' ? '☀' : '☾'}
    </button>
  )
}
