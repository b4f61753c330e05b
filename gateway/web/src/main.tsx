import { render } from 'preact'
import { restore } from './api/session.ts'
import { App } from './app/App.tsx'
import { installWorker } from './shell/install.ts'
import './styles/base.css'
import './styles/parts.css'

restore()
render(<App />, document.getElementById('app')!)
installWorker()
