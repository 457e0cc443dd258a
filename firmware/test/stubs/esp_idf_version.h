#pragma once
#define ESP_IDF_VERSION_MAJOR STUB_IDF
