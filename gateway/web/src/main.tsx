import { render } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { ContestList } from './ContestList.tsx'
import { ContestPage } from './ContestPage.tsx'
import { ThemeButton } from './ThemeButton.tsx'
import './style.css'

function App() {
  const [path, setPath] = useState(location.pathname)
  useEffect(() => {
    const moved = () => setPath(location.pathname)
    addEventListener('popstate', moved)
    return () => removeEventListener('popstate', moved)
  }, [])
  const go = (event: MouseEvent) => {
    const link = (event.target as Element).closest('a')
    if (!link || link.origin !== location.origin || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return
    if (link.pathname === location.pathname) return // a link within the page
    event.preventDefault()
    history.pushState(null, '', link.href)
    setPath(link.pathname)
    scrollTo(0, 0)
  }
  const contest = /^\/contests\/([^/]+)$/.exec(path)?.[1]
  return (
    <div class="app" onClick={go}>
      <header class="top">
        <a class="brand" href="/">
          <img src="/favicon.svg" alt="" width="24" height="24" /> Podium
        </a>
        <ThemeButton />
      </header>
      {contest ? <ContestPage key={contest} contest={decodeURIComponent(contest)} /> : <ContestList />}
    </div>
  )
}

render(<App />, document.getElementById('app')!)
