import { type AsyncComponentLoader, type Component, defineAsyncComponent, h } from 'vue'
import PieceLost from './PieceLost.vue'
import SkeletonBlock from './SkeletonBlock.vue'

/** A part of a page fetched when it is first needed: the shape of it until it comes, a way on when it does not. */
export const later = <C extends Component>(loader: AsyncComponentLoader<C>): C =>
  defineAsyncComponent({ loader, loadingComponent: SkeletonBlock, delay: 0, errorComponent: PieceLost })

/** The same for a dialog, which stands over the page while it is fetched as well. */
export const laterDialog = <C extends Component>(loader: AsyncComponentLoader<C>): C =>
  defineAsyncComponent({ loader, loadingComponent: over(SkeletonBlock), errorComponent: over(PieceLost) })

const over = (inner: Component) => () => h('div', { class: 'cover' }, h('div', { class: 'cover-card' }, h(inner)))
