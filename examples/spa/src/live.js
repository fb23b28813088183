/** The slots, now and whenever they change; ends with the returned function. */
export function watchSlots(onSlots, onEnd) {
  const events = new EventSource('/api/events')
  events.onmessage = ({ data }) => onSlots(JSON.parse(data))
  // The server closes the stream when the session ends. An EventSource would try again for ever.
  events.onerror = () => {
    events.close()
    onEnd()
  }
  return () => events.close()
}

/** The chat. The server closes it with 1008 when the session ends. */
export function openChat(onMessage, onEnd) {
  const socket = new WebSocket(`${location.origin.replace('http', 'ws')}/api/chat`)
  socket.onmessage = ({ data }) => onMessage(data)
  socket.onclose = ({ code }) => code === 1008 && onEnd()
  return { say: (text) => socket.send(text), close: () => socket.close() }
}
