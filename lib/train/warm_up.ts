/**
 * In how many steps the learning rate rises to its full height, unless told otherwise.
 *
 * Adam's first steps move each weight by about the whole rate, whatever the size of its gradient, and all
 * in the direction of a single batch. A unit of CNN4's first dense layer has 246,016 inputs at 256 pixels:
 * moved together they throw the logit by tens, and the loss with it (to 34 in the second step, where it
 * began at 1.3). With small first steps each is corrected by the next.
 *
 * It is the least that helps at every size: the initial weights, and all later steps, are what they would
 * be without. What else was tried, and with what result: `docs/measured.md`. The paper does not mention the
 * matter.
 */
export const WARM_UP = 50;
