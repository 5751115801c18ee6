import { Title } from '../parts/title.tsx'

export function UnknownPage() {
  return (
    <div class="stack">
      <Title>There is no such page</Title>
      <p>
        The address may have been cut. <a href="/">Go to the beginning.</a>
      </p>
    </div>
  )
}
