// SPDX-License-Identifier: MIT
// Macros of other libraries, as their headers define them: names that ours must not have, or must hide in
// parentheses where the macro takes arguments.
#pragma once

// Qt
#define slots
#define signals public
#define emit
#define foreach(variable, container) for (variable : container)
#define forever for (;;)

// X11
#define Bool int
#define None 0L
#define Always 2
#define Success 0
#define Status int
#define Complex 0

// Windows
#define interface struct
#define near
#define far
#define small char
#define hyper long
#define IN
#define OUT
#define OPTIONAL
#define TRUE 1
#define FALSE 0
#define BOOL int
#define ERROR 0
#define min(a, b) ((a) < (b) ? (a) : (b))
#define max(a, b) ((a) > (b) ? (a) : (b))

// macOS, Unreal, Boost.Test, Catch2, logging
#define check(condition) ((void)(condition))
#define verify(condition) ((void)(condition))
#define require(condition, label) goto label
#define CHECK(condition) ((void)(condition))
#define DEBUG 1
#define INFO 2

// C's headers and gcc's own
#undef assert
#define assert(condition) ((void)0)
#define major(device) (device)
#define minor(device) (device)
#define linux 1
#define unix 1
#define _N 010
#define _X 020

// Arduino and numeric code
#define PI 3.14159
#define EPS 1e-9
#define DIM 3
#define abs(x) ((x) < 0 ? -(x) : (x))
#define round(x) ((int)((x) + 0.5))
#define sq(x) ((x) * (x))
#define swap(a, b) ((void)0)
#define E 2.718
#define I 1
// A letter each: matrices, loop bounds and registers of C programs, and of termios and Arduino
#define A (0)
#define B (1)
#define C (2)
#define D (3)
#define F (5)
#define G (6)
#define H (7)
#define J (9)
#define K (10)
#define L (11)
#define M (12)
#define N (13)
#define O (14)
#define P (15)
#define Q (16)
#define R (17)
#define S (18)
#define T (19)
#define U (20)
#define V (21)
#define W (22)
#define X (23)
#define Y (24)
#define Z (25)
