/* step_06_pt.c - what step_06.c says, in Portuguese. */
#include "exercises.h"

const struct wording pt_06[] = {{0}};
const size_t pt_06_count = 0;
