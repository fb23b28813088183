import { fetch, login, logout, session } from '@tandem-auth/client-session/browser'
import { createApp } from 'vue'

createApp({
  data: () => ({ user: undefined, slots: [] }),
  async created() {
    const current = await session()
    this.user = current?.user ?? null
    if (current !== undefined) this.slots = await fetch('/api/slots').then((response) => response.json())
  },
  methods: { login: () => login(), logout: () => logout() },
  template: `
    <h1>Appointments</h1>
    <p v-if="user === undefined">One moment</p>
    <p v-else-if="user === null">You are not signed in. <button @click="login">Sign in</button></p>
    <template v-else>
      <p>Signed in as {{ user.name }}. <button @click="logout">Sign out</button></p>
      <ul><li v-for="slot in slots" :key="slot.id">{{ slot.time }} {{ slot.bookedBy ?? 'free' }}</li></ul>
    </template>`,
}).mount('#app')
