/* step_04_pt.c - what step_04.c says, in Portuguese. */
#include "exercises.h"

const struct wording pt_04[] = {{0}};
const size_t pt_04_count = 0;
