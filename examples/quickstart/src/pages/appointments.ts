import { type Appointment, daysFromNow } from '../appointment-book.js'
import { type Html, html } from '../html.js'
import { webPage } from './layout.js'

const doctors = ['Dr. Mori', 'Dr. Okafor', 'Dr. Lindqvist']
const times = ['09:00', '09:30', '10:00', '10:30', '11:00', '14:00', '14:30', '15:00', '15:30']

export interface AppointmentsView {
  readonly user: string
  readonly appointments: readonly Appointment[]
  /** The id of the one that has just been booked. */
  readonly booked?: number
  readonly problem?: string
}

export function appointmentsPage({ user, appointments, booked, problem }: AppointmentsView): Html {
  const isBooked = appointments.some(({ id }) => id === booked)
  return webPage({
    title: 'Appointments',
    user,
    path: '/appointments',
    main: html`<h1>Appointments</h1>
      ${isBooked && html`<p class="notice good" role="status">Booked. We look forward to seeing you.</p>`}
      ${problem !== undefined && html`<p class="notice bad" role="alert">${problem}</p>`}
      <div class="columns">
        <section aria-labelledby="coming">
          <h2 id="coming">Coming up</h2>
          <ol class="visits">
            ${appointments.map((appointment) => visit(appointment, appointment.id === booked))}
          </ol>
        </section>
        <section aria-labelledby="book">
          <h2 id="book">Book a visit</h2>
          ${bookingForm()}
        </section>
      </div>`,
  })
}

function visit({ at, doctor, reason }: Appointment, isNew: boolean): Html {
  const date = new Date(`${at}Z`)
  return html`<li class="card visit${isNew && ' new'}">
              <time datetime="${at}">
                <span class="month">${part(date, { month: 'short' })}</span>
                <span class="day">${part(date, { day: 'numeric' })}</span>
                <span class="weekday">${part(date, { weekday: 'short' })}</span>
              </time>
              <div>
                <h3>${reason}</h3>
                <p>${at.slice(11)} with ${doctor}</p>
              </div>
            </li>
            `
}

/** The practice's own time stands in `at`; read as UTC and shown as UTC, it stays what it is. */
function part(date: Date, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat('en-GB', { ...options, timeZone: 'UTC' }).format(date)
}

function bookingForm(): Html {
  return html`<form class="card stack" method="post" action="/appointments">
            <div class="pair">
              <div>
                <label for="date">Day</label>
                <input id="date" name="date" type="date" min="${daysFromNow(1)}" value="${daysFromNow(7)}" required>
              </div>
              <div>
                <label for="time">Time</label>
                <select id="time" name="time">${times.map(option)}</select>
              </div>
            </div>
            <label for="doctor">With</label>
            <select id="doctor" name="doctor">${doctors.map(option)}</select>
            <label for="reason">Reason</label>
            <input id="reason" name="reason" maxlength="120" placeholder="What is it about?" required>
            <button class="button wide" type="submit">Book</button>
          </form>`
}

function option(text: string): Html {
  return html`<option>${text}</option>`
}
