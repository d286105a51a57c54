export default {
  login: {
    title: 'Sign in', sub: 'Hotline staff and unit liaisons', username: 'User name', password: 'Password', submit: 'Sign in', wrong: 'User name or password is wrong.',
    expired: 'The session has expired, please sign in again; your drafts are kept.', citizen: 'Citizens: go to the public page', show: 'Show password',
  },
}
