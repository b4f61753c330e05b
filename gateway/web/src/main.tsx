import { render } from 'preact'
import { restore } from './api/session.ts'
import { App } from './app/App.tsx'
import './styles/base.css'
import './styles/parts.css'

restore()
render(<App />, document.getElementById('app')!)
// beside the page, which works without it
void import('./shell/install.ts').then(({ installWorker }) => installWorker(), () => undefined)
