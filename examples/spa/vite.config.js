import { defineConfig } from 'vite'

// Vite compiles JSX by itself. Vue's templates are compiled in the page, which needs the build of Vue that can do so.
export default defineConfig({
  resolve: { alias: { vue: 'vue/dist/vue.esm-bundler.js' } },
  define: { __VUE_OPTIONS_API__: true, __VUE_PROD_DEVTOOLS__: false, __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: false },
  build: { rollupOptions: { input: ['index.html', 'vue.html'] }, chunkSizeWarningLimit: 1000 },
})
