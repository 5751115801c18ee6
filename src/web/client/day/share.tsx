import type { ShareAnswer } from '../../api.ts'
import { Trouble } from '../parts/trouble.tsx'
import { useAnswer } from '../use-answer.ts'
import { Post } from './post.tsx'

/** A post on the day and its picture, to be taken along. */
export function Share({ day }: { day: number }) {
  const asked = useAnswer<ShareAnswer>(`/days/${day}/share`)
  const answer = asked.state === 'asking' ? undefined : asked.answer
  if (!answer) return asked.state === 'refused' ? <Trouble refused={asked.refused} /> : null
  return (
    <>
      <p class="soft">
        Nothing is sent anywhere: copy the post, download a picture, and publish them yourself where you like.
      </p>
      <Post post={answer.post} />
      <div class="share-pictures">
        <Picture day={day} scheme="light" answer={answer} />
        <Picture day={day} scheme="dark" answer={answer} />
      </div>
    </>
  )
}

interface PictureProps {
  day: number
  scheme: 'light' | 'dark'
  answer: Pick<ShareAnswer, 'alt' | 'png'>
}

function Picture({ day, scheme, answer: { alt, png } }: PictureProps) {
  const path = `/api/days/${day}/share/${scheme}`
  const kinds = png ? ['svg', 'png'] : ['svg']
  return (
    <figure class="share-picture">
      <img src={`${path}.svg`} alt={alt} width={1200} height={630} loading="lazy" />
      <figcaption>
        <span>{scheme === 'light' ? 'Light' : 'Dark'}</span>
        {kinds.map((kind) => (
          <a key={kind} href={`${path}.${kind}`} download={`day-${day}-${scheme}.${kind}`}>
            Download {kind.toUpperCase()}
            <span class="unseen"> of the {scheme} picture</span>
          </a>
        ))}
      </figcaption>
    </figure>
  )
}
