// What accompanies a contestant through all views of a contest: news as messages and system notifications, the small window.
import { useLocation } from 'preact-iso'
import { useEffect, useMemo } from 'preact/hooks'
import { problemsOf } from '../../../live/time.ts'
import { language } from '../../../parts/language.ts'
import { say } from '../../../parts/toasts.tsx'
import { verdictWords } from '../../../parts/Verdict.tsx'
import { notify, possible, wish } from '../../../shell/notify.ts'
import { subscribe } from '../../../shell/push.ts'
import type { ContestContext } from '../../../store/access.ts'
import { useClarifications } from '../clarifications/store.ts'
import { AnnouncementWatch } from './news.ts'
import { useSubmissions } from './submissions.ts'
import { words } from './words.ts'

/** What was announced so shortly before one came is news. */
const EARLIER_MS = 3000

/** Draws nothing of its own. */
export default function Companion({ of }: { of: ContestContext }) {
  const { route } = useLocation()
  useAnswers(of, route)
  useAnnouncements(of, route)
  useVerdicts(of, route)
  // sessions and browsers change theirs: the platform is told anew with each visit
  useEffect(() => void (wish.value.on && possible() === 'yes' && subscribe()), [language.value])
  useEffect(() => () => void import('./smallWindow.tsx').then((module) => module.closeSmallWindow()), [of.id])
  return null
}

type Route = (to: string) => void

function useAnswers({ id, access }: ContestContext, route: Route): void {
  const store = useClarifications(id, access.team)
  useEffect(
    () =>
      store?.onAnswer((told) => {
        const title = told.question ? words().answered : words().told
        const to = `/contests/${encodeURIComponent(id)}/clarifications`
        say(`${title}: ${told.answer}`, 'news', { label: words().show, do: () => route(to) })
        void notify({ title, body: told.answer ?? '', tag: `${told.id} ${told.answered_at}`, to }, route)
      }),
    [store],
  )
}

function useAnnouncements({ id, store }: ContestContext, route: Route): void {
  const known = store.clock.value !== null
  const watch = useMemo(() => (known ? new AnnouncementWatch(Date.now() + store.skew - EARLIER_MS) : null), [store, known])
  const all = store.announcements.value
  useEffect(() => {
    if (!watch) return
    for (const { announcement, corrected } of watch.news(all)) {
      const title = corrected ? words().corrected : words().announced
      const to = `/contests/${encodeURIComponent(id)}/home`
      if (!bannerInSight()) say(`${title}: ${announcement.text}`, 'news')
      void notify({ title, body: announcement.text, tag: `${announcement.id} ${announcement.at}`, to }, route)
    }
  }, [all, watch])
}

/** The banner says it already where it is on the screen. */
function bannerInSight(): boolean {
  return (document.querySelector('.announcements')?.getBoundingClientRect().bottom ?? 0) > 0
}

/** Views of problems and submissions show verdicts by themselves. */
function useVerdicts({ id, store, access }: ContestContext, route: Route): void {
  const submissions = useSubmissions(id, access.team)
  useEffect(
    () =>
      submissions?.onVerdict((submission, verdict) => {
        const label = problemsOf(store.clock.value).find((problem) => problem.id === submission.problem_id)?.label ?? ''
        const to = `/contests/${encodeURIComponent(id)}/submissions/${submission.id}`
        const shown = /\/(home|problems|submissions)(\/|$)/.test(location.pathname)
        if (!shown) say(`${label}: ${verdictWords(verdict)}`, verdict === 'AC' ? 'good' : 'news', { label: words().show, do: () => route(to) })
        if (wish.value.verdicts && !document.hasFocus()) void notify({ title: `${label}: ${verdictWords(verdict)}`, body: '', tag: submission.id, to }, route)
      }),
    [submissions],
  )
  useEffect(() => submissions?.onRefused(() => void access.reload()), [submissions])
}
