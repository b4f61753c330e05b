import { later, type View } from '../../app/views.ts'

const Admin = later(() => import('./Admin.tsx'))

/** For those who administrate the platform. */
export const adminViews: View[] = [
  { path: '/admin', component: Admin },
  { path: '/admin/*', component: Admin },
]
