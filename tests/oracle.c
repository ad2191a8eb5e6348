/* oracle.c - load_model and predict_values of liblinear. */
#include "oracle.h"

#include <linear.h>
#include <stdlib.h>

int oracle_predict(const char *path, const unsigned *ids,
                   const double *values, size_t count, double *decisions) {
    struct model *model = load_model(path);
    if (!model)
        return -1;
    struct feature_node *nodes = malloc((count + 2) * sizeof *nodes);
    for (size_t i = 0; i < count; i++)
        nodes[i] = (struct feature_node){(int)ids[i] + 1, values[i]};
    nodes[count] = (struct feature_node){get_nr_feature(model) + 1, 1};
    nodes[count + 1].index = -1;
    int label = (int)predict_values(model, nodes, decisions);
    free(nodes);
    free_and_destroy_model(&model);
    return label;
}
