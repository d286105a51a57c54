// Package classify learns from labelled texts which label a new text has: a
// category, a unit, whatever the labels are. It needs no dictionary, no network
// and nothing but the standard library: features are characters and pairs of
// characters, which in Chinese do the work of words.
//
// A Model is three kinds of learner and a pool over them:
//
//   - linear models over n-grams weighted by naive-Bayes log-count ratios
//     (S. Wang and C. Manning, ACL 2012), trained by dual coordinate descent
//     (C.-J. Hsieh et al., ICML 2008): one over title and text, one that also
//     sees the concepts of a lexicon, one over the title and the concepts;
//   - the vote of the nearest training texts;
//   - a pool that adds their opinions with weights for texts without, with a
//     short and with a long body. It is fitted on predictions for texts the
//     learners have not seen (stacking; D. Wolpert 1992), which is also what
//     makes its probabilities mean what they say.
//
// It knows nothing of tickets, units or catalogues; dispatch does.
package classify
