#pragma once
/* lwIP offers the same names with the same shapes. */
#include <sys/socket.h>
