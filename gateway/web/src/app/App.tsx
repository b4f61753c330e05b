// The frame of every page: where one can go, who one is, and the view that belongs to the address.
import { LocationProvider, Route, Router, useLocation } from 'preact-iso'
import { useEffect } from 'preact/hooks'
import { ended, user } from '../api/session.ts'
import { insist } from '../parts/insist.ts'
import { LANGUAGES, language, speak, type Language } from '../parts/language.ts'
import { say, Toasts } from '../parts/toasts.tsx'
import { signInAddress } from '../parts/States.tsx'
import { isAdmin } from '../store/access.ts'
import { accountViews } from '../views/account/views.ts'
import { adminViews } from '../views/admin/views.ts'
import { problemListViews } from '../views/archive/views.ts'
import { archiveViews } from '../views/contestant/views.ts'
import { authoringViews } from '../views/jury/authoring/views.ts'
import { organiserViews } from '../views/jury/contest/views.ts'
import { peopleViews } from '../views/people/views.ts'
import { overlayViews, streamViews } from '../views/spectator/views.ts'
import { ContestFrame } from './ContestFrame.tsx'
import { Help } from './Help.tsx'
import { Outbox } from './Outbox.tsx'
import { ThemeButton } from './ThemeButton.tsx'
import { later, routes } from './views.ts'
import { words } from './words.ts'

const ContestList = later(() => import('../views/spectator/contests/ContestList.tsx'))

export function App() {
  useEffect(() => {
    document.documentElement.lang = language.value
  }, [language.value])
  return (
    <LocationProvider>
      <Pages />
      <Toasts />
    </LocationProvider>
  )
}

function Pages() {
  const { path } = useLocation()
  if (path.startsWith('/overlay/')) return <Router>{routes(overlayViews)}</Router>
  return (
    <div class="app">
      <a class="skip" href="#content">
        {words().toContent}
      </a>
      <Top />
      <Outbox />
      <div id="content" tabIndex={-1}>
        <Router>
          <Route path="/contests/:contest" component={ContestFrame} />
          <Route path="/contests/:contest/*" component={ContestFrame} />
          {routes([{ path: '/', component: ContestList }, ...problemListViews, ...authoringViews, ...archiveViews, ...peopleViews, ...accountViews, ...organiserViews, ...adminViews])}
          {routes(streamViews)}
          <Route default component={NotHere} />
        </Router>
      </div>
      <Help />
    </div>
  )
}

function Top() {
  const { path, route } = useLocation()
  const account = user.value
  useEffect(() => {
    const moved = () => {
      const { hash, search, pathname } = location
      if (!hash && !search) return
      void insist(() => import('./hash.ts')).then(({ fromHash, fromProvider }) => {
        const to = fromHash(hash) ?? (pathname === '/' ? fromProvider(search) : null)
        if (to) route(to, true)
      })
    }
    moved()
    addEventListener('hashchange', moved)
    return () => removeEventListener('hashchange', moved)
  }, [])
  useEffect(() => {
    if (ended.value) say(words().sessionEnded, 'bad', { label: words().signIn, do: () => route(signInAddress()) })
  }, [ended.value])
  const here = (start: string) => (path === start || (start !== '/' && path.startsWith(start)) ? 'page' : undefined)
  return (
    <header class="top">
      <a class="brand" href="/">
        <img src="/favicon.svg" alt="" width="24" height="24" /> Podium
      </a>
      <nav aria-label={words().main}>
        <a href="/" aria-current={here('/')}>
          {words().contests}
        </a>
        <a href="/problems" aria-current={here('/problems')}>
          {words().problems}
        </a>
        <a href="/users" aria-current={here('/users') ?? here('/teams')}>
          {words().people}
        </a>
        {isAdmin(account) && (
          <a href="/admin" aria-current={here('/admin')}>
            {words().administration}
          </a>
        )}
      </nav>
      <div class="tools">
        {account ? (
          <a href="/account" aria-label={`${words().account}: ${account.name}`} aria-current={here('/account')}>
            <bdi>{account.name}</bdi>
          </a>
        ) : (
          <a href={signInAddress()}>{words().signIn}</a>
        )}
        <select aria-label={words().language} value={language.value} onChange={(event) => speak(event.currentTarget.value as Language)}>
          {Object.entries(LANGUAGES).map(([tag, name]) => (
            <option key={tag} value={tag}>
              {name}
            </option>
          ))}
        </select>
        <ThemeButton />
      </div>
    </header>
  )
}

function NotHere() {
  return (
    <main>
      <h1>{words().notHere}</h1>
      <a href="/">{words().home}</a>
    </main>
  )
}
