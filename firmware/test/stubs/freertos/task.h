#pragma once
#include "freertos/FreeRTOS.h"
typedef struct tskTaskControlBlock* TaskHandle_t;
typedef void (*TaskFunction_t)(void*);
extern "C" BaseType_t xTaskCreatePinnedToCore(TaskFunction_t code, const char* name, uint32_t stackDepth, void* parameters, UBaseType_t priority, TaskHandle_t* created, BaseType_t core);
uint32_t ulTaskNotifyTake(BaseType_t clearCountOnExit, TickType_t ticksToWait);
BaseType_t xTaskNotifyGive(TaskHandle_t task);
