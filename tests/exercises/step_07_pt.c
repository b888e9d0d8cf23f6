/* step_07_pt.c - what step_07.c says, in Portuguese. */
#include "exercises.h"

const struct wording pt_07[] = {{0}};
const size_t pt_07_count = 0;
