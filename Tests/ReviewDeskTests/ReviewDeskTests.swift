// ReviewDesk
