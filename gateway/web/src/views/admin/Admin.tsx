// Looking after the platform: accounts, audit log, judging, mails. Each section has an address of its own.
import { Route, Router, useLocation } from 'preact-iso'
import { user } from '../../api/session.ts'
import { signInAddress } from '../../parts/States.tsx'
import { words as common } from '../../parts/words.ts'
import { isAdmin } from '../../store/access.ts'
import { AuditLog } from './AuditLog.tsx'
import { Judging } from './Judging.tsx'
import { Mails } from './Mails.tsx'
import { Overview } from './Overview.tsx'
import { UserPage } from './UserPage.tsx'
import { Users } from './Users.tsx'
import { words } from './words.ts'
import '../account/settings/settings.css'
import './admin.css'

const SECTIONS = [
  ['', 'overview'],
  ['/users', 'users'],
  ['/audit', 'audit'],
  ['/judging', 'judging'],
  ['/mails', 'mails'],
] as const

export default function Admin() {
  if (!isAdmin(user.value)) return <ForAdmins />
  return (
    <main class="account admin">
      <h1>{words().administration}</h1>
      <Sections />
      <div class="settings">
        <Router>
          <Route path="/" component={Overview} />
          <Route path="/users" component={Users} />
          <Route path="/users/:user" component={UserPage} />
          <Route path="/audit" component={AuditLog} />
          <Route path="/judging" component={Judging} />
          <Route path="/mails" component={Mails} />
          <Route default component={Overview} />
        </Router>
      </div>
    </main>
  )
}

function Sections() {
  const { path } = useLocation()
  const here = (to: string) => (path === to || (to !== '/admin' && path.startsWith(`${to}/`)) ? 'page' : undefined)
  return (
    <nav class="side-nav" aria-label={words().administration}>
      {SECTIONS.map(([below, name]) => (
        <a key={name} href={`/admin${below}`} aria-current={here(`/admin${below}`)}>
          {words().sections[name]}
        </a>
      ))}
      <a href="/admin/contests/new">{words().newContest}</a>
    </nav>
  )
}

function ForAdmins() {
  return (
    <main>
      <h1>{words().administration}</h1>
      <div class="problem-note">
        <p>{words().forAdmins}</p>
        {!user.value && (
          <a class="button primary" href={signInAddress()}>
            {common().signIn}
          </a>
        )}
      </div>
    </main>
  )
}
