import { fetch, login, logout, session } from '@tandem-auth/client-session/browser'
import { useEffect, useRef, useState } from 'react'
import { createRoot } from 'react-dom/client'
import { openChat, watchSlots } from './live.js'

function App() {
  const [user, setUser] = useState()
  const [view, setView] = useState(viewOf(location.hash))

  useEffect(() => {
    // Another tab may have signed out, and a session may have expired: looked at without prolonging it.
    const look = () => session({ touch: false }).then((current) => setUser(current?.user ?? null))
    const onVisible = () => document.visibilityState === 'visible' && look()
    const onHash = () => setView(viewOf(location.hash))
    look()
    document.addEventListener('visibilitychange', onVisible)
    addEventListener('hashchange', onHash)
    return () => {
      document.removeEventListener('visibilitychange', onVisible)
      removeEventListener('hashchange', onHash)
    }
  }, [])

  if (user === undefined) return <p>One moment</p>
  if (user === null) return <SignedOut />
  return (
    <>
      <h1>Appointments</h1>
      <p>
        Signed in as {user.name}.{' '}
        <button type="button" onClick={() => logout()}>
          Sign out
        </button>
      </p>
      <nav>
        <a href="#/slots">Slots</a>
        <a href="#/chat">Chat</a>
      </nav>
      {view === 'chat' ? <Chat onEnd={() => setUser(null)} /> : <Slots onEnd={() => setUser(null)} />}
    </>
  )
}

const viewOf = (hash) => hash.replace('#/', '') || 'slots'

function SignedOut() {
  return (
    <>
      <h1>Appointments</h1>
      <p role="status">You are not signed in.</p>
      <button type="button" onClick={() => login()}>
        Sign in
      </button>
    </>
  )
}

function Slots({ onEnd }) {
  const [slots, setSlots] = useState([])
  useEffect(() => watchSlots(setSlots, onEnd), [onEnd])
  // A 401 goes to the login and comes back to this view.
  const book = (id) => fetch(`/api/slots/${id}`, { method: 'POST' })
  return (
    <>
      <h2>Slots</h2>
      <ul>
        {slots.map(({ id, time, bookedBy }) => (
          <li key={id}>
            {time}{' '}
            {bookedBy === null ? (
              <button type="button" onClick={() => book(id)}>
                Book {time}
              </button>
            ) : (
              `booked by ${bookedBy}`
            )}
          </li>
        ))}
      </ul>
    </>
  )
}

function Chat({ onEnd }) {
  const [messages, setMessages] = useState([])
  const chat = useRef()
  useEffect(() => {
    chat.current = openChat((text) => setMessages((before) => [...before, { id: before.length, text }]), onEnd)
    return () => chat.current.close()
  }, [onEnd])
  const onSubmit = (event) => {
    event.preventDefault()
    chat.current.say(new FormData(event.target).get('text'))
    event.target.reset()
  }
  return (
    <>
      <h2>Chat</h2>
      <ul aria-live="polite">
        {messages.map(({ id, text }) => (
          <li key={id}>{text}</li>
        ))}
      </ul>
      <form onSubmit={onSubmit}>
        <label>
          Message <input name="text" required />
        </label>{' '}
        <button type="submit">Send</button>
      </form>
    </>
  )
}

createRoot(document.getElementById('app')).render(<App />)
