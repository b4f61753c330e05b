import { inLanguages } from '../../../../parts/language.ts'

const en = {
  title: 'Standings for a projector',
  full: 'Full screen',
  next: 'Next page',
  previous: 'Page before',
  page: (page: number, pages: number) => `${page} / ${pages}`,
}

export const words = inLanguages<typeof en>({
  en,
  de: {
    title: 'Rangliste für die Leinwand',
    full: 'Ganzer Bildschirm',
    next: 'Nächste Seite',
    previous: 'Seite davor',
    page: (page, pages) => `${page} / ${pages}`,
  },
})
