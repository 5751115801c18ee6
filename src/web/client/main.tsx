import { render } from 'preact'
import { App } from './app.tsx'
import { startRouter } from './router.ts'

const root = document.querySelector('#app')
if (root) {
  startRouter()
  render(<App />, root)
}
