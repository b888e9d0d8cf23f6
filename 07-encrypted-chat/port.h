/*
 * port.h - where the chat is, unless it is told otherwise.
 */
#ifndef PORT_H
#define PORT_H

#define DEFAULT_PORT "10101"

#endif
