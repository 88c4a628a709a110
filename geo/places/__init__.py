"""Where things are: territories, their communes, names, neighbours and distances."""
