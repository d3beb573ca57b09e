/* Functions that are worth it only with arguments the compiler knows. */
#ifndef GALATEA_CORE_INLINE_H
#define GALATEA_CORE_INLINE_H

#if defined(__GNUC__)
#define GAL_INLINE static inline __attribute__((always_inline))
#else
#define GAL_INLINE static inline
#endif

#endif
