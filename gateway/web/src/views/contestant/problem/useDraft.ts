import { useEffect, useRef, useState } from 'preact/hooks'
import { user } from '../../../api/session.ts'
import type { Language } from '../../../generated/api.ts'
import { say } from '../../../parts/toasts.tsx'
import { carriesOver, draftKey, isEmpty, keepDraft, readDraft, type Draft } from './draft.ts'
import { words } from './words.ts'

/** The language that was chosen last: for a problem, and for all others. */
const LAST = 'code-language'
const NOBODY = 'nobody'

interface Written {
  language: Language
  draft: Draft
  /** Grows when the draft changes otherwise than by typing: the editor takes it over then. */
  revision: number
}

export interface Drafting extends Written {
  speak: (language: Language) => void
  /** With a language: the draft is in that one. */
  change: (draft: Draft, language?: Language) => void
  /** The open file has this text now. */
  type: (text: string) => void
  /** What is written at this moment, which may not be drawn yet. */
  now: () => Written
}

/** What who is signed in writes for a problem. `all`: languages on offer, at least one. */
export function useDraft(problem: string, all: readonly Language[]): Drafting {
  const who = user.value?.id ?? NOBODY
  const [first] = useState(() => begin(who, problem, remembered(problem, all)))
  const written = useRef(first)
  const [, draw] = useState(0)
  const put = (language: Language, draft: Draft, typed = false) => {
    written.current = { language, draft, revision: written.current.revision + (typed ? 0 : 1) }
    draw((count) => count + 1)
  }
  const keep = (draft: Draft, language: Language) => {
    if (!keepDraft(localStorage, draftKey(who, problem, language.id), draft)) say(words().noRoom, 'bad')
  }
  const [begunFor, setBegunFor] = useState(who)
  useEffect(() => {
    if (who === begunFor) return
    setBegunFor(who)
    put(written.current.language, begin(who, problem, written.current.language).draft)
  }, [who])
  useEffect(() => {
    // the same problem in another tab: what was written last holds, unless somebody is at it here
    const other = (event: StorageEvent) => {
      const { language } = written.current
      const key = draftKey(who, problem, language.id)
      if (event.key === key && !document.hasFocus()) put(language, readDraft(localStorage, key, language))
    }
    addEventListener('storage', other)
    return () => removeEventListener('storage', other)
  }, [who, problem])
  const change = (draft: Draft, language = written.current.language) => {
    keep(draft, language)
    if (language !== written.current.language) remember(problem, language)
    put(language, draft)
  }
  const speak = (chosen: Language) => {
    const { language, draft } = written.current
    const there = begin(who, problem, chosen).draft
    change(isEmpty(there) && carriesOver(language, chosen) ? draft : there, chosen)
  }
  const type = (text: string) => {
    const { language, draft } = written.current
    const files = draft.files.map((file, at) => (at === draft.open ? { ...file, text } : file))
    keep({ ...draft, files }, language)
    put(language, { ...draft, files }, true)
  }
  return { ...written.current, speak, change, type, now: () => written.current }
}

/** Who signs in goes on with what nobody in particular had written here. */
function begin(who: string, problem: string, language: Language): Written {
  const own = readDraft(localStorage, draftKey(who, problem, language.id), language)
  const before = draftKey(NOBODY, problem, language.id)
  const found = readDraft(localStorage, before, language)
  if (who === NOBODY || !isEmpty(own) || isEmpty(found)) return { language, draft: own, revision: 0 }
  if (keepDraft(localStorage, draftKey(who, problem, language.id), found)) localStorage.removeItem(before)
  return { language, draft: found, revision: 0 }
}

function remembered(problem: string, all: readonly Language[]): Language {
  const wanted = [localStorage.getItem(`${LAST}.${problem}`), localStorage.getItem(LAST)]
  return wanted.map((id) => all.find((language) => language.id === id)).find(Boolean) ?? all[0]!
}

function remember(problem: string, language: Language): void {
  localStorage.setItem(`${LAST}.${problem}`, language.id)
  localStorage.setItem(LAST, language.id)
}
