/* vote.h - one against one to one decision a class; apart from model.h, whose
 * record has the name of liblinear's. */
#ifndef DETENTE_VOTE_H
#define DETENTE_VOTE_H

/* From libsvm's decisions between any two classes, in its order of pairs, to
 * one a class: the votes, and between equal votes the sums of the decisions,
 * squeezed below a third. */
void vote(const double *pairwise, unsigned classes, double *decision);

#endif
