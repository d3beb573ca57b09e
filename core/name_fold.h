/* Names of communities and people as selections and queries compare them: in
 * any case, of any script. */
#ifndef GALATEA_CORE_NAME_FOLD_H
#define GALATEA_CORE_NAME_FOLD_H

#include "core/buffer.h"

#define GAL_NAME_MAX 256 /* bytes of a name that is folded */

/* Folding makes at most four characters of one, and none longer than four
 * bytes. */
struct gal_name_room {
	int32_t room[GAL_NAME_MAX * 4 + 1];
};

/* The name composed and case-folded (Unicode), one that is no UTF-8 in ASCII
 * alone; a longer one as it is. Lives in the room or where the name does;
 * nothing is allocated: it is asked for every record. */
struct gal_str gal_name_fold(struct gal_name_room *room, struct gal_str name);

#endif
